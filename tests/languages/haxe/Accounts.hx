// Accounts that refuse: interfaces, inheritance, an abstract type with operators, typed exceptions.
abstract Money(Int) {
	public inline function new(cents:Int)
		this = cents;

	@:op(A + B) public inline function plus(other:Money):Money
		return new Money(this + other.cents());

	@:op(A - B) public inline function minus(other:Money):Money
		return new Money(this - other.cents());

	@:op(A < B) public inline function less(other:Money):Bool
		return this < other.cents();

	public inline function cents():Int
		return this;

	@:from static function fromText(text:String):Money {
		var parts = text.split(".");
		return new Money(Std.parseInt(parts[0]) * 100 + (parts.length > 1 ? Std.parseInt(parts[1]) : 0));
	}

	@:to public function toText():String
		return '${Std.int(this / 100)}.${StringTools.lpad(Std.string(this % 100), "0", 2)}';
}

class Refused extends haxe.Exception {}

interface Holder {
	var balance(default, null):Money;
	function deposit(amount:Money):Void;
	function withdraw(amount:Money):Void;
}

class Account implements Holder {
	public final owner:String;
	public var balance(default, null):Money = new Money(0);

	public function new(owner:String) {
		this.owner = owner;
	}

	public function deposit(amount:Money):Void
		balance = balance + amount;

	public function withdraw(amount:Money):Void {
		if (balance - amount < lowest())
			throw new Refused('$owner has only ${balance.toText()}');
		balance = balance - amount;
	}

	function lowest():Money
		return new Money(0);
}

class CreditAccount extends Account {
	final credit:Money;

	public function new(owner:String, credit:Money) {
		super(owner);
		this.credit = credit;
	}

	override function lowest():Money
		return new Money(0) - credit;

	override public function withdraw(amount:Money):Void {
		super.withdraw(amount);
		if (balance < new Money(0))
			balance = balance - new Money(1); // a fee
	}
}

class Bank {
	final accounts = new Map<String, Holder>();

	public var refused(default, null) = 0;

	public function new() {}

	function account(owner:String):Holder {
		if (!accounts.exists(owner))
			accounts[owner] = owner.charCodeAt(0) % 2 == 0 ? new Account(owner) : new CreditAccount(owner, "20.00");
		return accounts[owner];
	}

	public function transfer(from:String, to:String, amount:Money):String {
		try {
			account(from).withdraw(amount);
			account(to).deposit(amount);
			return "done";
		} catch (e:Refused) {
			refused++;
			return e.message;
		}
	}

	public function pay(owner:String, amount:Money):String {
		account(owner).deposit(amount);
		return account(owner).balance;
	}

	public function owners():Array<String> {
		var names = [for (name in accounts.keys()) name];
		names.sort(Reflect.compare);
		return names;
	}

	public function balanceOf(owner:String):String
		return account(owner).balance;
}
